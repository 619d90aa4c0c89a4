"""Words that a member may not know: they are explained, or they do not stand on a page."""

import re

from exhibits.common.glossary import Terms

_JARGON = (
    "SPC|KPIs?|RAG|SLAs?|CSAT|NPS|UCL|LCL|PSN|CAF|MFA|2FA|XmR|BAU|FTEs?|MTF[PS]|SROs?|PID|RTO|RPO|WCAG|ROI|APIs?|SaaS|"
    "(?i:(?:non-)?cashable|(?:re)?baselined?|slippage|[pu]-charts?|provisional|restated|take-up|assisted digital|"
    "numerators?|denominators?|median|sigma|quartiles?|percentiles?|standard deviations?|statistically significant|"
    "capex|opex|benefits realisation|phishing|penetration tests?|prox(?:y|ies)|benchmarks?|variances?|"
    "amber/(?:green|red)|process limits|control limits|highlight reports?|channel shift|digital by default|"
    "failure demand|trial limits)"
)
_FOUND = re.compile(rf"(?<![\w-])(?:{_JARGON})(?![\w-])")


def undefined(text: str, known: Terms) -> list[str]:
    """The jargon in a text that nobody explains, each once."""
    return sorted({each for each in _FOUND.findall(text) if known.of(each) is None})
