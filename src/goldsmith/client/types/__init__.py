"""What the server answers, as typed structs, one module a resource. Fields that a newer server adds are ignored."""

from goldsmith.client.types.answers import Answer, AssignmentPurpose, Json, LabelerRef
from goldsmith.client.types.deliveries import Delivery, DeliveryFile
from goldsmith.client.types.events import Event, EventHead
from goldsmith.client.types.functions import (
    FunctionAccuracy,
    FunctionErrors,
    FunctionsSource,
    LabelFunction,
    LabelFunctions,
)
from goldsmith.client.types.imports import Import, Loss
from goldsmith.client.types.models import Model, ModelCall, ModelSkill
from goldsmith.client.types.projects import (
    Audits,
    Batch,
    Instructions,
    Modality,
    Ontology,
    Progress,
    Project,
    QualityContract,
)
from goldsmith.client.types.quality import LabelerSkills, Quality, Why
from goldsmith.client.types.tasks import (
    Annotation,
    Asset,
    Assignment,
    RejectedRow,
    Task,
    TaskEvent,
    TaskRef,
    TasksCreated,
    TaskSummary,
)
from goldsmith.client.types.tenancy import ApiKey, Customer, Member, Person, Session, Webhook, WebhookAttempt
from goldsmith.client.types.work import Claim, ClaimTask, Draft, Lease, Renewed, Revision, Submitted, WorkOffer

__all__ = [
    "Annotation",
    "Answer",
    "ApiKey",
    "Asset",
    "Assignment",
    "AssignmentPurpose",
    "Audits",
    "Batch",
    "Claim",
    "ClaimTask",
    "Customer",
    "Delivery",
    "DeliveryFile",
    "Draft",
    "Event",
    "EventHead",
    "FunctionAccuracy",
    "FunctionErrors",
    "FunctionsSource",
    "Import",
    "Instructions",
    "Json",
    "LabelFunction",
    "LabelFunctions",
    "LabelerRef",
    "LabelerSkills",
    "Lease",
    "Loss",
    "Member",
    "Modality",
    "Model",
    "ModelCall",
    "ModelSkill",
    "Ontology",
    "Person",
    "Progress",
    "Project",
    "Quality",
    "QualityContract",
    "RejectedRow",
    "Renewed",
    "Revision",
    "Session",
    "Submitted",
    "Task",
    "TaskEvent",
    "TaskRef",
    "TaskSummary",
    "TasksCreated",
    "Webhook",
    "WebhookAttempt",
    "Why",
    "WorkOffer",
]
