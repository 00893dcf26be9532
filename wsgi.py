"""For other WSGI servers: `wsgi:app`."""

import os

from feedback.application import create_app
from feedback.settings import read_settings

app = create_app(read_settings(os.environ))
