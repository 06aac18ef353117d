"""All cases, in the order of their kinds."""

from tests.adversarial import behaviour, damage, deaths, frames, lies, patches, reaches

CASES = [case for module in (lies, patches, frames, deaths, reaches, behaviour, damage) for case in module.CASES]
