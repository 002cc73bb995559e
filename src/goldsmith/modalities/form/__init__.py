"""form.v1: questions beside any number of attachments of any kind."""
