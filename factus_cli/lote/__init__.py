"""The file a person hands us, read into documents and findings."""
