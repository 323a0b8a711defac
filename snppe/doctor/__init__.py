"""What `manage.py doctor` looks at: the operating system (`needs`) and the running application (`checks`)."""
