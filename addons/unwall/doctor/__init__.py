"""What ``unwall doctor`` looks at: each check reads, changes nothing, and says how to mend what it found."""
