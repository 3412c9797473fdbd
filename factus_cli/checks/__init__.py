"""Our rules, run before anything is sent. Pure. Importing `checks.run` declares them all."""
