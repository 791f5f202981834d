"""The API keeps to its own description, whatever is sent: checked by schemathesis over generated calls."""

from __future__ import annotations

import tempfile

import schemathesis
from hypothesis import settings
from schemathesis.config import SchemathesisConfig

from api.app import make_api
from pages.parts.catalog import the_catalog
from reports.store.store import open_store

folder = tempfile.TemporaryDirectory(prefix="weighbridge-")
app = make_api(the_catalog, lambda: open_store(f"sqlite:///{folder.name}/reports.sqlite"), {"WEIGHBRIDGE_API_RATE": "100000/second"})
config = SchemathesisConfig.from_dict(
    {
        # rules that span fields (growth over the horizon, GPUs the catalog knows) cannot be written in JSON Schema: their answer is 422
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "422"]}},
    }
)
schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=config)


@schema.parametrize()
@settings(max_examples=15)
def test_every_route_keeps_to_its_description(case: schemathesis.Case) -> None:
    case.call_and_validate()
