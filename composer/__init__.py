"""newsletter-composer: an issue of a newsletter, from text file to accounted-for mail."""

__version__ = "0.1.0"
