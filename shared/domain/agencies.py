"""The agencies of the province, by the code that every contract uses (contracts §2)."""

from __future__ import annotations

from enum import StrEnum


class Agency(StrEnum):
    MSDHS = "Msdhs"
    LAO = "Lao"
    MOE = "Moe"
    MOPH = "Moph"
    MOL = "Mol"
    MOAC = "Moac"
    CDD = "Cdd"
    SBPAC = "Sbpac"


AGENCY_TH: dict[Agency, str] = {
    Agency.MSDHS: "พัฒนาสังคมและความมั่นคงของมนุษย์ (พมจ.)",
    Agency.LAO: "องค์กรปกครองส่วนท้องถิ่น (อปท.)",
    Agency.MOE: "ศึกษาธิการ (ศธ.)",
    Agency.MOPH: "สาธารณสุข (สธ.)",
    Agency.MOL: "แรงงาน (รง.)",
    Agency.MOAC: "เกษตรและสหกรณ์ (กษ.)",
    Agency.CDD: "พัฒนาชุมชน (พช.)",
    Agency.SBPAC: "ศอ.บต. (ฝ่ายเลขานุการ)",
}
AGENCY_EN: dict[Agency, str] = {
    Agency.MSDHS: "Social Development and Human Security",
    Agency.LAO: "Local administration",
    Agency.MOE: "Education",
    Agency.MOPH: "Public Health",
    Agency.MOL: "Labour",
    Agency.MOAC: "Agriculture and Cooperatives",
    Agency.CDD: "Community Development",
    Agency.SBPAC: "SBPAC secretariat",
}
