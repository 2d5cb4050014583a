"""Who wants it: subscribers and the lists they come in."""

from composer.audience.subscriber import Subscriber

__all__ = ["Subscriber"]
