"""The contract, its framework, its actions and its calendar."""

from contracts.models.action import Action, ActionReview
from contracts.models.amendment import Amendment, AmendmentChange, AmendmentSignature
from contracts.models.campaign import Campaign, Deadline, DeadlineExtension, ExtensionRequest
from contracts.models.closing import ClosingStep
from contracts.models.contract import Contract, ContractObjective, Party, Perimeter
from contracts.models.crosswalk import Link, ObjectiveLink
from contracts.models.document import Document
from contracts.models.framework import Engagement, Framework, LegalText, Objective
from contracts.models.plan import ActionYear, Deliverable

__all__ = [
    "Action",
    "ActionReview",
    "ActionYear",
    "Amendment",
    "AmendmentChange",
    "AmendmentSignature",
    "Campaign",
    "ClosingStep",
    "Contract",
    "ContractObjective",
    "Deadline",
    "DeadlineExtension",
    "Deliverable",
    "Document",
    "Engagement",
    "ExtensionRequest",
    "Framework",
    "LegalText",
    "Link",
    "Objective",
    "ObjectiveLink",
    "Party",
    "Perimeter",
]
