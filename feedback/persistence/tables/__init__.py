"""The tables, by topic."""

from feedback.persistence.tables.accounts import RecoveryCode, SecondFactor, Throttle
from feedback.persistence.tables.administration import (
    Change,
    RetentionDays,
    UnitContact,
    UnitText,
    UnitThreshold,
)
from feedback.persistence.tables.audit import AuditEvent
from feedback.persistence.tables.base import Base
from feedback.persistence.tables.care import Absence, Assignment, EmergencyAccess
from feedback.persistence.tables.collection import AskingPause, CollectionPlan, PlanAdaptation, PlanTemplate
from feedback.persistence.tables.courses import (
    AreaChange,
    CourseChange,
    CourseCoordinator,
    Transfer,
    TreatmentPause,
    UnitChoice,
    UnitInterval,
)
from feedback.persistence.tables.goals import Goal, GoalRating, TreatmentPlan
from feedback.persistence.tables.link_sessions import LinkCode, LinkSession
from feedback.persistence.tables.log_ins import BoundLogIn, ProviderSession
from feedback.persistence.tables.pathways import (
    Appointment,
    CarePathway,
    EvaluationPoint,
    EvaluationRecord,
    Milestone,
    Occasion,
    Preparation,
    ReviewedTogether,
)
from feedback.persistence.tables.people import (
    CareRelation,
    Consent,
    Credential,
    Patient,
    Person,
    Relationship,
    SignIn,
)
from feedback.persistence.tables.person_rights import AccessDecision, DeletionRequest, Remark
from feedback.persistence.tables.process import ProcessCode, ProcessFact
from feedback.persistence.tables.profiles import StoredProfile
from feedback.persistence.tables.responses import (
    CriticalAnswer,
    Invitation,
    Link,
    QuestionSet,
    Reading,
    Reply,
    Response,
    StoredScore,
)
from feedback.persistence.tables.units import Installation, Unit

__all__ = [
    "Absence",
    "AccessDecision",
    "Appointment",
    "AreaChange",
    "AskingPause",
    "Assignment",
    "AuditEvent",
    "Base",
    "BoundLogIn",
    "CarePathway",
    "CareRelation",
    "Change",
    "CollectionPlan",
    "Consent",
    "CourseChange",
    "CourseCoordinator",
    "Credential",
    "CriticalAnswer",
    "DeletionRequest",
    "EmergencyAccess",
    "EvaluationPoint",
    "EvaluationRecord",
    "Goal",
    "GoalRating",
    "Installation",
    "Invitation",
    "Link",
    "LinkCode",
    "LinkSession",
    "Milestone",
    "Occasion",
    "Patient",
    "Person",
    "PlanAdaptation",
    "PlanTemplate",
    "Preparation",
    "ProcessCode",
    "ProcessFact",
    "ProviderSession",
    "QuestionSet",
    "Reading",
    "RecoveryCode",
    "Relationship",
    "Remark",
    "Reply",
    "Response",
    "RetentionDays",
    "ReviewedTogether",
    "SecondFactor",
    "SignIn",
    "StoredProfile",
    "StoredScore",
    "Throttle",
    "Transfer",
    "TreatmentPause",
    "TreatmentPlan",
    "Unit",
    "UnitChoice",
    "UnitContact",
    "UnitInterval",
    "UnitText",
    "UnitThreshold",
]
