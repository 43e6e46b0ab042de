"""Write what was told into an account, and say whether anything changed."""

from mag.accountability.counts.models import CountAnswer
from mag.accountability.models import ActivityPhoto, CarriedOut, HandIn, LineAnswer, ResultAnswer
from mag.accountability.told import ActivityTold, Told


def snapshot(found: HandIn) -> tuple[object, ...]:
    """Everything a partner typed in an account, to see whether it changed; files have verbs of their own."""
    return (
        found.spent_amount,
        found.people_reached,
        found.counted,
        found.story,
        found.story_may_show,
        (found.satisfaction_grade, found.satisfaction_count, found.satisfaction_method),
        tuple((row.result_id, row.number, row.explanation) for row in found.results),
        tuple((row.indicator_id, row.whole, row.part, row.explanation) for row in found.counts),
        tuple((row.cost_line_id, row.amount, row.explanation) for row in found.lines),
        tuple(_activity(row) for row in found.carried_out),
        tuple((photo.id, photo.may_show, photo.alternative_text) for photo in found.photos),
    )


def keep_told(found: HandIn, told: Told) -> None:
    """Put what was told in its rows. What belongs to another request is left alone; a photo is shown only with words beside it."""
    _keep_rows(found, told)
    _keep_counts(found, told)
    if told.activities is not None:
        _keep_activities(found, told.activities)
    for photo in found.photos:
        if photo.id in told.photos:
            _keep_photo(photo, *told.photos[photo.id])
    if told.counted is not None:
        found.counted = told.counted
    if told.story_may_show is not None:
        found.story_may_show = told.story_may_show and bool(found.story)
    if told.satisfaction is not None:
        grade, found.satisfaction_count, method = told.satisfaction
        found.satisfaction_grade, found.satisfaction_method = grade, method.strip()


def _keep_rows(found: HandIn, told: Told) -> None:
    application = found.grant.application
    results = {row.result_id: row for row in found.results}
    for planned in application.results:
        if planned.id in told.results:
            row = results.get(planned.id)
            if row is None:
                row = ResultAnswer(result_id=planned.id, explanation="")
                found.results.append(row)
            row.number, row.explanation = told.results[planned.id][0], told.results[planned.id][1].strip()
    lines = {row.cost_line_id: row for row in found.lines}
    for line in application.cost_lines:
        if line.id in told.lines:
            kept = lines.get(line.id)
            if kept is None:
                kept = LineAnswer(cost_line_id=line.id, explanation="")
                found.lines.append(kept)
            kept.amount, kept.explanation = told.lines[line.id][0], told.lines[line.id][1].strip()


def _keep_counts(found: HandIn, told: Told) -> None:
    rows = {row.indicator_id: row for row in found.counts}
    for indicator_id, (whole, part, explanation) in told.counts.items():
        row = rows.get(indicator_id)
        if row is None:
            row = CountAnswer(indicator_id=indicator_id)
            found.counts.append(row)
        row.whole, row.part, row.explanation = whole, part, explanation.strip()


def _keep_activities(found: HandIn, activities: tuple[ActivityTold, ...]) -> None:
    """Replace the activities by those told; each points at the planned one of the same name, if there is one."""
    planned = {activity.name.casefold(): activity.id for activity in found.grant.application.activities}
    new = [
        (one.name, one.starts_on, one.ends_on, one.place, one.people, one.volunteers, one.hours) for one in activities if one.name.strip()
    ]  # fmt: skip
    if new == [_activity(row) for row in found.carried_out]:
        return
    found.carried_out[:] = [
        CarriedOut(
            activity_id=planned.get(one.name.casefold()), name=one.name[:200], starts_on=one.starts_on, ends_on=one.ends_on,
            place=one.place[:200], people_reached=one.people, volunteers=one.volunteers, hours=one.hours,
        )
        for one in activities
        if one.name.strip()
    ]  # fmt: skip


def _activity(row: CarriedOut) -> tuple[object, ...]:
    return (row.name, row.starts_on, row.ends_on, row.place, row.people_reached, row.volunteers, row.hours)


def _keep_photo(photo: ActivityPhoto, may_show: bool, words: str) -> None:
    """Keep the permission and the words; an account in which words lack at a photo that may be shown cannot be sent."""
    photo.alternative_text, photo.may_show = words.strip()[:300], may_show
