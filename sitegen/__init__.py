"""Wire news as a static site. The command line is the interface; nothing here reads, writes or prints."""

__version__ = "0.1.0"
