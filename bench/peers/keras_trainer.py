"""Trains on MNIST's records as Manabi's trainers do, with Keras, and prints how fast it is.

usage: keras_trainer.py RECORDS MODEL STEPS; MODEL is original or small
Each line of the output is a number of steps, the images per second and the processor seconds that
these took; the last one is the accuracy on the test images.
"""

import glob
import sys
import time

import keras
import tensorflow as tf

LINE = 50


def original():
    return [
        keras.layers.Reshape((28, 28, 1)),
        keras.layers.Conv2D(32, 5, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(64, 5, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(1024, activation="relu"),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(10),
    ]


def small():
    return [keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10)]


def examples(records, name):
    files = sorted(glob.glob(f"{records}/{name}-*.tfrecord.gz"))
    return tf.data.TFRecordDataset(files, "GZIP")


def parse(batch):
    columns = {
        "image_raw": tf.io.FixedLenFeature([], tf.string),
        "label": tf.io.FixedLenFeature([], tf.int64),
    }
    parsed = tf.io.parse_example(batch, columns)
    pixels = tf.cast(tf.io.decode_raw(parsed["image_raw"], tf.uint8), tf.float32)
    return tf.reshape(pixels, [-1, 784]) / 255 - 0.5, parsed["label"]


class Speed(keras.callbacks.Callback):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def on_train_begin(self, logs=None):
        self.made = 0
        self.begin()

    def begin(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def on_train_batch_end(self, batch, logs=None):
        self.made += 1
        if self.made % LINE == 0:
            seconds = time.perf_counter() - self.wall
            print(self.made, LINE * self.batch / seconds, time.process_time() - self.cpu, flush=True)
            self.begin()


def main():
    records, model_name, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    batch = 100
    train = examples(records, "train").shuffle(60_000, seed=1).repeat().batch(batch)
    train = train.map(parse, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
    keras.utils.set_random_seed(1)
    model = keras.Sequential({"original": original, "small": small}[model_name]())
    model.compile(
        keras.optimizers.Adam(0.001),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(train, steps_per_epoch=steps, verbose=0, callbacks=[Speed(batch)])
    test = examples(records, "test").batch(500).map(parse)
    print(model.evaluate(test, verbose=0)[1])


main()
