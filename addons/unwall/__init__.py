"""unwall opens the links that platforms wall off."""
