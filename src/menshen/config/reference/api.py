"""The JSON doors, from the OpenAPI that they describe themselves with."""

from __future__ import annotations

from menshen.config.reference.markdown import both, code, table
from menshen.gateway.api.root import build
from menshen.kernel.base.modules import declared

ROOT = "/api/v1/"

INTRODUCTION = f"""# API

Every action and every ledger has a JSON door below `{ROOT}`; `{ROOT}openapi.json` describes them with their types.

- **Who asks.** A program sends `Authorization: Bearer TOKEN` (`menshen actor token`). The desk's own session works too,
  with its CSRF token. Without either: 401.
- **Not yours is not there.** What lies outside of your areas answers 404, exactly as what does not exist.
- **Twice is once.** `Idempotency-Key: <UUID>` makes an action safe to repeat: sent again it answers as before and does
  nothing. The same number with another content: 409.
- **Refusals** are RFC 9457 problems: `code` is for programs ([problems](problems.md)), `title` for people, in Chinese,
  or in English with `Accept-Language: en`. 409: it cannot be done as things stand. 422: the input does not fit.
- **Times** without a zone are Asia/Shanghai. Ends (`until`) are exclusive.
- **Masked** columns are masked here as on the desk.

```
curl -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:8000{ROOT}ledgers/screening.arrivals?size=2'
```
"""


def api_page() -> str:
    """The conventions, then one line an endpoint."""
    needed = {f"actions/{action.code}": action for action in declared("actions")}
    needed |= {f"ledgers/{ledger.code}": ledger for ledger in declared("ledgers")}
    rows = []
    for path, methods in build().get_openapi_schema(path_prefix=ROOT)["paths"].items():
        declaration = needed.get(path.removeprefix(ROOT))
        for method, operation in methods.items():
            title = both(declaration.title) if declaration else operation["summary"]
            permission = code(declaration.permission.value) if declaration else ""
            rows.append((code(f"{method.upper()} {path}"), title, permission))
    return INTRODUCTION + "\n" + table(("Endpoint", "", "Permission"), rows)
