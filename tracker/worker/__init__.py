"""The queue's other end: claims jobs and runs them in processes of their own.

Jobs are rows of the program's own database, so a crash loses nothing: a job whose worker died is
claimed again when its lease runs out. Pages never wait for a job; they show its progress.

The server starts ``python -m tracker.worker`` as a process beside itself (`beside`) and starts it again
when it ends unexpectedly. That process, not the server, holds the pool (`pool`), whose processes do what
each kind of job asks for (`work`): Streamlit puts the running page in the place of ``__main__``, which
every newly spawned process of a pool would import and so run.
"""

from tracker.worker.beside import WorkerProcess, start_worker
from tracker.worker.pool import Worker, drain
from tracker.worker.work import WORK, run_job

__all__ = ["WORK", "Worker", "WorkerProcess", "drain", "run_job", "start_worker"]
