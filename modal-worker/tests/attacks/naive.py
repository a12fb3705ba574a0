"""An executor without a sandbox, for the controls: runs a script in this process and prints what the script makes of it."""

import json
import sys

namespace = {"__name__": "__main__"}
exec(sys.argv[1], namespace)  # noqa: S102  (that this is careless is the point)
result = namespace["result"]
print(json.dumps({"volumeMm3": result.volume}))
