"""Courses, collection plans, goals, and what was done."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = "kind IN ('session', 'evaluation', 'start', 'closing', 'periodic', 'own-initiative')"
KINDS_BEFORE = "kind IN ('session', 'evaluation', 'start', 'closing', 'own-initiative')"


def upgrade() -> None:
    op.create_table(
        "unit_choice",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_choice_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "key", "effective_from", name=op.f("pk_unit_choice")),
    )
    op.create_table(
        "asking_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL AND ended_on IS NULL) OR (ended_at IS NOT NULL AND ended_on IS NOT NULL)",
            name=op.f("ck_asking_pause_ended_at_together"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_asking_pause_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_asking_pause_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asking_pause_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asking_pause")),
    )
    with op.batch_alter_table("asking_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asking_pause_person_id"), ["person_id"], unique=False)

    op.create_table(
        "plan_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_plan_template_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_template_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_template")),
        sa.UniqueConstraint("unit_id", "key", "version", name=op.f("uq_plan_template_unit_id_key_version")),
    )
    op.create_table(
        "process_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('feedback-gone-through', 'plan-made-together', 'evaluation-held', 'relatives-involved')",
            name=op.f("ck_process_code_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_process_code_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_process_code_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_code")),
        sa.UniqueConstraint(
            "unit_id", "kind", "effective_from", name=op.f("uq_process_code_unit_id_kind_effective_from")
        ),
    )
    with op.batch_alter_table("process_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_process_code_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_interval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("setting", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "area IN ('PHV', 'PHBU', 'TSB', 'PREGNANCY_SUD', 'EATING_DISORDER_CHILD', 'OCD')",
            name=op.f("ck_unit_interval_area_known"),
        ),
        sa.CheckConstraint(
            "phase IN ('start_after_detox', 'basic_assessment', 'extended_assessment', 'total_assessment', 'first_evaluation', 'between_evaluations')",
            name=op.f("ck_unit_interval_phase_known"),
        ),
        sa.CheckConstraint(
            "setting IN ('outpatient', 'inpatient', 'any')", name=op.f("ck_unit_interval_setting_known")
        ),
        sa.CheckConstraint("max_days BETWEEN 0 AND 3660", name=op.f("ck_unit_interval_max_days_possible")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_unit_interval_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_interval_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_interval")),
        sa.UniqueConstraint(
            "unit_id", "area", "setting", "phase", "condition", "effective_from", name="uq_unit_interval_rule"
        ),
    )
    with op.batch_alter_table("unit_interval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_interval_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "collection_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("template_key", sa.String(), nullable=False),
        sa.Column("template", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("switched_on_by_id", sa.Integer(), nullable=False),
        sa.Column("switched_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_collection_plan_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_collection_plan_pathway_id_care_pathway")
        ),
        sa.ForeignKeyConstraint(
            ["switched_on_by_id"], ["person.id"], name=op.f("fk_collection_plan_switched_on_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_plan")),
        sa.UniqueConstraint(
            "pathway_id",
            "template_key",
            "starts_on",
            name=op.f("uq_collection_plan_pathway_id_template_key_starts_on"),
        ),
    )
    op.create_table(
        "course_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_course_change_by_id_person")),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_course_change_pathway_id_care_pathway")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_change")),
    )
    with op.batch_alter_table("course_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_change_pathway_id"), ["pathway_id"], unique=False)

    op.create_table(
        "course_coordinator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_course_coordinator_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_course_coordinator_pathway_id_care_pathway")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["person.id"], name=op.f("fk_course_coordinator_staff_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_coordinator")),
    )
    with op.batch_alter_table("course_coordinator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_coordinator_pathway_id"), ["pathway_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_coordinator_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(
            "uq_course_coordinator_open",
            ["pathway_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("to_setting", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "to_setting IN ('outpatient', 'inpatient')", name=op.f("ck_transfer_to_setting_known")
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_transfer_pathway_id_care_pathway")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("pathway_id", "happened_on", name=op.f("uq_transfer_pathway_id_happened_on")),
    )
    op.create_table(
        "treatment_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_treatment_pause_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_treatment_pause_pathway_id_care_pathway")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_pause")),
    )
    with op.batch_alter_table("treatment_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treatment_pause_pathway_id"), ["pathway_id"], unique=False)

    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_at_point_id", sa.Integer(), nullable=True),
        sa.Column("changed_from_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'active') = (ended_on IS NULL)", name=op.f("ck_goal_ended_has_day")),
        sa.CheckConstraint(
            "state IN ('active', 'changed', 'reached', 'stopped')", name=op.f("ck_goal_state_known")
        ),
        sa.CheckConstraint(
            "changed_from_id IS NULL OR changed_from_id < id", name=op.f("ck_goal_follows_an_earlier")
        ),
        sa.ForeignKeyConstraint(["changed_from_id"], ["goal.id"], name=op.f("fk_goal_changed_from_id_goal")),
        sa.ForeignKeyConstraint(
            ["ended_at_point_id"],
            ["evaluation_point.id"],
            name=op.f("fk_goal_ended_at_point_id_evaluation_point"),
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_goal_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_goal_pathway_id_care_pathway")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_pathway_id"), ["pathway_id"], unique=False)

    op.create_table(
        "plan_adaptation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("step", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("change IN ('ask', 'stop')", name=op.f("ck_plan_adaptation_change_known")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_plan_adaptation_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["collection_plan.id"], name=op.f("fk_plan_adaptation_plan_id_collection_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_adaptation")),
    )
    with op.batch_alter_table("plan_adaptation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_adaptation_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "preparation",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_preparation_author_id_person")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["evaluation_point.id"], name=op.f("fk_preparation_point_id_evaluation_point")
        ),
        sa.PrimaryKeyConstraint("point_id", "author_id", name=op.f("pk_preparation")),
    )
    op.create_table(
        "process_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("registered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('feedback-gone-through', 'plan-made-together', 'evaluation-held', 'relatives-involved')",
            name=op.f("ck_process_fact_kind_known"),
        ),
        sa.CheckConstraint(
            "(registered_on IS NULL AND registered_by_id IS NULL) OR (registered_on IS NOT NULL AND registered_by_id IS NOT NULL)",
            name=op.f("ck_process_fact_registered_on_together"),
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_process_fact_pathway_id_care_pathway")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["evaluation_point.id"], name=op.f("fk_process_fact_point_id_evaluation_point")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_process_fact_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["person.id"], name=op.f("fk_process_fact_registered_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_fact")),
    )
    with op.batch_alter_table("process_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_process_fact_pathway_id"), ["pathway_id"], unique=False)
        batch_op.create_index(
            "uq_process_fact_of_point",
            ["point_id", "kind"],
            unique=True,
            sqlite_where=sa.text("point_id IS NOT NULL"),
            postgresql_where=sa.text("point_id IS NOT NULL"),
        )

    op.create_table(
        "treatment_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_together", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_treatment_plan_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_treatment_plan_pathway_id_care_pathway")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["evaluation_point.id"], name=op.f("fk_treatment_plan_point_id_evaluation_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_plan")),
        sa.UniqueConstraint("pathway_id", "version", name=op.f("uq_treatment_plan_pathway_id_version")),
    )
    op.create_table(
        "goal_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('patient', 'relative', 'clinician')", name=op.f("ck_goal_rating_role_known")
        ),
        sa.CheckConstraint(
            "value IS NULL OR value BETWEEN 0 AND 10", name=op.f("ck_goal_rating_value_on_the_scale")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_goal_rating_by_id_person")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_rating_goal_id_goal")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_goal_rating_response_id_response")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_rating")),
    )
    with op.batch_alter_table("goal_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_rating_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_rating_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_rating_response_id"), ["response_id"], unique=False)

    with op.batch_alter_table("evaluation_point", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_invitation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_invitation_plan_id_collection_plan"), "collection_plan", ["plan_id"], ["id"]
        )

    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pathway_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("plan_key", sa.String(), nullable=True))
    # start and closing were one for each patient; they belong to the first course
    op.execute(
        "UPDATE occasion SET pathway_id = (SELECT MIN(id) FROM care_pathway"
        " WHERE care_pathway.patient_id = occasion.patient_id) WHERE kind IN ('start', 'closing')"
    )
    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_occasion_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_occasion_kind_known"), KINDS)
        batch_op.create_check_constraint(
            op.f("ck_occasion_periodic_has_plan"), "(kind = 'periodic') = (plan_key IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_occasion_start_and_closing_have_course"),
            "(kind IN ('start', 'closing')) = (pathway_id IS NOT NULL)",
        )
        batch_op.create_unique_constraint(batch_op.f("uq_occasion_pathway_id_kind"), ["pathway_id", "kind"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_occasion_patient_id_plan_key"), ["patient_id", "plan_key"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_occasion_pathway_id_care_pathway"), "care_pathway", ["pathway_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("occasion", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_occasion_start_and_closing_have_course"), type_="check")
        batch_op.drop_constraint(op.f("ck_occasion_periodic_has_plan"), type_="check")
        batch_op.drop_constraint(op.f("ck_occasion_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_occasion_kind_known"), KINDS_BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_occasion_pathway_id_care_pathway"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_occasion_patient_id_plan_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_occasion_pathway_id_kind"), type_="unique")
        batch_op.drop_column("plan_key")
        batch_op.drop_column("pathway_id")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitation_plan_id_collection_plan"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_invitation_plan_id"))
        batch_op.drop_column("plan_id")
        batch_op.drop_column("asks_until")

    with op.batch_alter_table("evaluation_point", schema=None) as batch_op:
        batch_op.drop_column("meeting_at")

    with op.batch_alter_table("goal_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_rating_response_id"))
        batch_op.drop_index(batch_op.f("ix_goal_rating_goal_id"))
        batch_op.drop_index(batch_op.f("ix_goal_rating_by_id"))

    op.drop_table("goal_rating")
    op.drop_table("treatment_plan")
    with op.batch_alter_table("process_fact", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_process_fact_of_point",
            sqlite_where=sa.text("point_id IS NOT NULL"),
            postgresql_where=sa.text("point_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_process_fact_pathway_id"))

    op.drop_table("process_fact")
    op.drop_table("preparation")
    with op.batch_alter_table("plan_adaptation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_adaptation_plan_id"))

    op.drop_table("plan_adaptation")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_pathway_id"))

    op.drop_table("goal")
    with op.batch_alter_table("treatment_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_treatment_pause_pathway_id"))

    op.drop_table("treatment_pause")
    op.drop_table("transfer")
    with op.batch_alter_table("course_coordinator", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_course_coordinator_open",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_course_coordinator_staff_id"))
        batch_op.drop_index(batch_op.f("ix_course_coordinator_pathway_id"))

    op.drop_table("course_coordinator")
    with op.batch_alter_table("course_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_change_pathway_id"))

    op.drop_table("course_change")
    op.drop_table("collection_plan")
    with op.batch_alter_table("unit_interval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_interval_unit_id"))

    op.drop_table("unit_interval")
    with op.batch_alter_table("process_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_code_unit_id"))

    op.drop_table("process_code")
    op.drop_table("plan_template")
    with op.batch_alter_table("asking_pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asking_pause_person_id"))

    op.drop_table("asking_pause")
    op.drop_table("unit_choice")
