"""Deleting a spec that nobody was ever asked to review: for thirty days it can be restored, then it goes for good."""

import logging

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from specs import jobs
from specs.models import Event, Job, Spec
from specs.models.specs import BIN
from specs.services.change import Recorder, change
from specs.services.errors import WrongStatus
from specs.services.images import sweep
from specs.workflow.states import KEPT

_log = logging.getLogger(__name__)


def require_never_submitted(spec: Spec) -> None:
    """Raises `WrongStatus` where a text was frozen: what people reviewed is proof, and is kept."""
    if spec.revisions.exists():
        raise WrongStatus(KEPT)


def delete_spec(spec: Spec, *, by: User) -> Event | None:
    """Out of the lists at once, and read-only; `restore_spec` brings it back until it goes for good."""

    def act(recorder: Recorder) -> None:
        found, at = recorder.spec, recorder.at
        require_never_submitted(found)
        found.archived_at = found.deleted_at = at
        recorder.note()
        name = f"purge-{found.pk}-{recorder.number}"
        jobs.enqueue("purge", name=name, payload={"spec": found.pk}, due=at + BIN)

    return change(spec, by=by, action="delete", verb="deleted the spec", text=False, act=act)


@jobs.handles("purge")
def purge(job: Job) -> None:
    """Takes it away with all that is its own, and the images that nothing else has. Its key is not given again."""
    with transaction.atomic():
        binned = Spec.objects.filter(pk=job.payload["spec"], deleted_at__lte=timezone.now() - BIN)
        spec = binned.select_for_update().first()
        if spec is None:
            return
        files = list(spec.images.values_list("file_id", flat=True))
        spec.delete()
        sweep(files)
    _log.info("%s, deleted by a person on %s, is gone for good", spec.key, spec.deleted_at)
