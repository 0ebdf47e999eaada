"""Makes pytest explain the asserts of the scenario, which is no test module itself."""

import pytest

pytest.register_assert_rewrite("tests.hosts.scenario")
