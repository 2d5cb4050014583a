"""Peers that play a part: an inbox, and a server that misbehaves on request."""
