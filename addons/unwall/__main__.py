"""``python -m unwall`` is ``unwall``."""

import sys

from unwall.cli.main import main

sys.exit(main())
