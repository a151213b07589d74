"""What proves who somebody is: good passwords, one-time codes, recovery codes."""
