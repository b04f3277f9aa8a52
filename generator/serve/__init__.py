"""The preview: a site served from this machine while it is being written."""
