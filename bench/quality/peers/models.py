"""`python models.py FOLDER`: run every label model on every `NAME.npz` in the folder; runs without Goldsmith.

Reads task, worker, label and n_classes (and, where a set has them, `text`); writes `NAME.MODEL.npy`, a posterior [task,
class], and prints one JSON line a model with its processor seconds or why there is no posterior.
"""

import importlib
import json
import multiprocessing
import os
import resource
import sys
import time
import warnings
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402  # reads the number of threads when it is imported

SECONDS = 40
SECONDS_OF = {"GLAD": 15}  # needs minutes for a single round on a large set, so it need not be waited for
CROWD_KIT = {
    "Wawa": ("Wawa", {}),
    "Dawid-Skene": ("DawidSkene", {}),
    "one-coin": ("OneCoinDawidSkene", {}),
    "GLAD": ("GLAD", {}),
    "MACE": ("MACE", {"random_state": 0}),
    "MMSR": ("MMSR", {"random_state": 0}),
}
PACKAGES = ("crowdkit.aggregation", "cleanlab.multiannotator", "snorkel.labeling.model", "sklearn.linear_model")
ONLY_CHOICES = {"MMSR"}


def crowd_kit(name, answers):
    """Workers and classes are numbered as they appear: crowd-kit's MACE takes one for another where they are not."""
    import pandas
    from crowdkit.aggregation import classification

    kind, options = CROWD_KIT[name]
    worker, _ = pandas.factorize(answers["worker"])
    label, classes = pandas.factorize(answers["label"])
    rows = pandas.DataFrame({"task": answers["task"], "worker": worker, "label": label})
    model = getattr(classification, kind)(**options)
    tasks, posterior = range(answers["task"].max() + 1), np.zeros((answers["task"].max() + 1, answers["n_classes"]))
    if name in ONLY_CHOICES:
        posterior[tasks, classes[model.fit_predict(rows).reindex(tasks).to_numpy()]] = 1
    else:
        said = model.fit_predict_proba(rows).reindex(index=tasks, columns=range(len(classes)))
        posterior[:, classes] = said.to_numpy()
    return posterior


def snorkel(_, answers):
    from snorkel.labeling.model import LabelModel

    model = LabelModel(cardinality=int(answers["n_classes"]), verbose=False)
    model.fit(table(answers, -1), n_epochs=200, seed=0, progress_bar=False)
    return model.predict_proba(table(answers, -1))


def crowdlab(_, answers):
    """Beside a classifier of the words, trained on majority votes and asked of the texts it did not see."""
    import pandas
    from cleanlab.multiannotator import get_label_quality_multiannotator
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    n_classes = int(answers["n_classes"])
    votes = np.zeros((answers["task"].max() + 1, n_classes))
    np.add.at(votes, (answers["task"], answers["label"]), 1)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2).fit_transform(answers["text"].tolist())
    classifier = LogisticRegression(C=10, max_iter=500)
    stated = cross_val_predict(classifier, words, votes.argmax(axis=1), cv=5, method="predict_proba")
    said = pandas.DataFrame(table(answers, np.nan))
    found = get_label_quality_multiannotator(
        said, stated, verbose=False, return_detailed_quality=False, return_annotator_stats=False
    )["label_quality"]
    choice, score = found["consensus_label"].to_numpy(int), found["consensus_quality_score"].to_numpy()
    posterior = np.repeat((1 - score)[:, None] / (n_classes - 1), n_classes, axis=1)
    posterior[np.arange(len(choice)), choice] = score
    return posterior


def table(answers, nothing):
    """Tasks by labelers."""
    said = np.full((answers["task"].max() + 1, answers["worker"].max() + 1), nothing)
    said[answers["task"], answers["worker"]] = answers["label"]
    return said


def models_for(name, answers):
    chosen = dict.fromkeys(CROWD_KIT, crowd_kit)
    if name.startswith("ws_"):
        chosen["snorkel"] = snorkel
    if "text" in answers:
        chosen["CROWDLAB"] = crowdlab
    return chosen


def run(path, model, function):
    """In a process of its own, so that it can be stopped and leaves no memory behind."""
    seconds = SECONDS_OF.get(model, SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    answers = dict(np.load(path))
    began = time.process_time()
    posterior = np.asarray(function(model, answers), dtype=np.float64)
    np.save(path.with_suffix(f".{model}.npy"), posterior)
    print(json.dumps(line(path, model, cpu_seconds=round(time.process_time() - began, 2))), flush=True)


def line(path, model, **facts):
    return {"set": path.stem, "model": model} | facts


def main():
    for package in PACKAGES:  # once for all, so that models are not timed while they import
        importlib.import_module(package)
    for path in sorted(Path(sys.argv[1]).glob("*.npz")):
        for model, function in models_for(path.stem, np.load(path)).items():
            child = multiprocessing.get_context("fork").Process(target=run, args=(path, model, function))
            child.start()
            child.join()
            if child.exitcode:
                stopped = child.exitcode < 0
                why = "not finished" if stopped else "failed"
                print(json.dumps(line(path, model, why=why)), flush=True)


if __name__ == "__main__":
    main()
