"""Fits a line by tf.distribute: each worker sees its own half of the points.

Only both halves together give the line that is written down.
"""

import argparse
import json
import os

import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--job-dir", required=True)
parser.add_argument("--steps", type=int, required=True)
arguments = parser.parse_args()

strategy = tf.distribute.MultiWorkerMirroredStrategy()
task = strategy.cluster_resolver
print(f"{task.task_type} {task.task_id} is one of {strategy.num_replicas_in_sync}")

# y = 2 x + 1, x below 0 for the chief and above for the worker.
x = tf.constant([-2.0, -1.0]) if task.task_type == "chief" else tf.constant([1.0, 2.0])
y = 2.0 * x + 1.0 + (1.0 if task.task_type == "chief" else -1.0)  # Only right on average.

with strategy.scope():
    slope = tf.Variable(0.0)
    offset = tf.Variable(0.0)


def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((slope * x + offset - y) ** 2)
    context = tf.distribute.get_replica_context()
    gradients = tape.gradient(loss, [slope, offset])
    for variable, gradient in zip(
        [slope, offset], context.all_reduce(tf.distribute.ReduceOp.MEAN, gradients)
    ):
        variable.assign_sub(0.1 * gradient)
    return context.all_reduce(tf.distribute.ReduceOp.MEAN, loss)


@tf.function
def train():
    for _ in tf.range(arguments.steps - 1):
        strategy.run(step)
    return strategy.run(step)


loss = train()
print(f"{task.task_type} has loss {float(strategy.experimental_local_results(loss)[0]):.3f}")
if task.task_type == "chief":
    result = {
        "slope": float(slope.numpy()),
        "offset": float(offset.numpy()),
        "replicas": strategy.num_replicas_in_sync,
    }
    with open(os.path.join(arguments.job_dir, "line.json"), "w") as file:
        json.dump(result, file)
