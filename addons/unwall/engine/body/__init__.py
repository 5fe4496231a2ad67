"""Links inside bodies: found in the bytes, read and written back in their own spelling."""
