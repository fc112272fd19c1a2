"""An embedded cloud on this machine: AWS's interfaces on one loopback port, with state that survives ``kill -9``."""

from infra.local.cloud.cloud import Cloud, CloudError
from infra.local.cloud.stack import DeployError

__all__ = ["Cloud", "CloudError", "DeployError"]
