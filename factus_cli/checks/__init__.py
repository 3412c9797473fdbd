"""Our rules, run before anything is sent. Pure."""
