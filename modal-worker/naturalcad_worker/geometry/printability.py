"""How well a part prints without support, by augura: overhangs, thin walls, small features. Z up, on its lowest point."""

from __future__ import annotations

from typing import Any

import augura
from build123d import Compound
from OCP.TopoDS import TopoDS_Shape

MAX_FINDINGS = 40


def findings(shape: TopoDS_Shape) -> list[dict[str, Any]]:
    """What stands out, the gravest first: kind, severity, message, and the area in mm² where there is one."""
    report = augura.analyze(Compound(shape))
    ranks = {"error": 0, "warning": 1, "info": 2}
    found = sorted(report.findings, key=lambda finding: ranks.get(finding.severity.value, 3))
    return [
        {
            "kind": finding.kind,
            "severity": finding.severity.value,
            "message": finding.message,
            **({} if finding.area is None else {"areaMm2": round(finding.area, 3)}),
        }
        for finding in found[:MAX_FINDINGS]
    ]
