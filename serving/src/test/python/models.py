"""Tiny models of all kinds, as people export them from Python."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import tensorflow as tf

DTYPES = (
    "float16 bfloat16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64"
    " bool string complex64 complex128"
).split()


def spec(name, dtype=tf.float32, shape=(None,)):
    return tf.TensorSpec(shape, dtype, name)


def function(body, *specs):
    return tf.function(body, input_signature=specs)


def save(functions, path):
    module = tf.Module()
    # A function that is exported must be reachable from what is saved.
    module.functions = [functions[name] for name in functions]
    tf.saved_model.save(
        module, path, {name: f.get_concrete_function() for name, f in functions.items()}
    )


def keras(path):
    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential([
        tf.keras.Input((3,), name="features"),
        tf.keras.layers.Dense(4, activation="relu"),
        tf.keras.layers.Dense(2, activation="softmax"),
    ])
    model.export(path, format="tf_saved_model", verbose=False)


def signatures(path):
    save(
        {
            "serving_default": function(lambda x: {"y": x * 2}, spec("x")),
            "scalar": function(lambda x: {"sum": tf.reduce_sum(x)}, spec("x")),
            "nothing": function(lambda: {"constant": tf.constant([3, 4], tf.int32)}),
            "any_rank": function(
                lambda x: {"y": x + 1, "rank": tf.rank(x)}, spec("x", shape=None)
            ),
            "two_three": function(
                lambda a, b: {
                    "sum": a + tf.cast(b, tf.float32)[:, None],
                    "twice": b * 2,
                    "positive": a > 0,
                },
                spec("a", shape=(None, 2)),
                spec("b", tf.int64),
            ),
        },
        path,
    )


def strings(path):
    def body(s):
        return {
            "same": tf.identity(s),
            "length": tf.strings.length(s),
            "same_bytes": tf.identity(s),
            "halves": tf.stack([tf.strings.substr(s, 0, 1), s], 1),
        }

    save(
        {
            "serving_default": function(body, spec("s", tf.string)),
            "text": function(lambda s: {"text": tf.identity(s)}, spec("s", tf.string)),
        },
        path,
    )


def table(path):
    def body(age, job, gain, married, pair, height):
        return {
            "older": age + 1,
            "title": tf.strings.join(["a ", job]),
            "rich": gain > 1000.0,
            "single": tf.logical_not(married),
            "distance": tf.reduce_sum(pair, 1),
            "inches": height / 2.54,
        }

    columns = [
        spec("age", tf.int64),
        spec("job", tf.string),
        spec("gain", tf.float32),
        spec("married", tf.bool),
        spec("pair", tf.float32, (None, 2)),
        spec("height", tf.float64),
    ]
    save({"serving_default": function(body, *columns)}, path)


def echo(path):
    """A signature for each type; to_TYPE for those that JSON can ask for but not answer."""
    functions = {
        dtype: function(lambda x: {"y": tf.identity(x)}, spec("x", tf.as_dtype(dtype), None))
        for dtype in DTYPES
    }
    for dtype in ("float16", "bfloat16", "uint16", "complex64"):
        functions["to_" + dtype] = function(
            lambda x, dtype=dtype: {"y": tf.cast(x, dtype)}, spec("x")
        )
    functions["serving_default"] = function(lambda x: {"y": tf.identity(x)}, spec("x", shape=None))
    save(functions, path)


def parse(path):
    save(
        {"serving_default": function(lambda s: {"x": tf.strings.to_number(s)}, spec("s", tf.string))},
        path,
    )


def version(number):
    def write(path):
        save({"serving_default": function(lambda x: {"y": x + float(number)}, spec("x"))}, path)

    return write


def half_plus_two(path):
    """That of TensorFlow Serving's tests, and a classification with classes."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        a, b = v1.Variable(0.5, name="a"), v1.Variable(2.0, name="b")
        x = v1.placeholder(tf.float32, [None], "x")
        examples = v1.placeholder(tf.string, [None], "tf_example")
        features = tf.io.parse_example(
            examples,
            {
                "x": tf.io.FixedLenFeature([1], tf.float32),
                "x2": tf.io.FixedLenFeature([1], tf.float32, [0.0]),
            },
        )
        y = features["x"] * a + b
        y2 = features["x2"] * a + 3.0
        scores = tf.concat([y, y2], 1)
        classes = tf.tile(tf.constant([["y", "y2"]]), [tf.shape(examples)[0], 1])
        session.run(v1.global_variables_initializer())
        utils = v1.saved_model.signature_def_utils
        methods = v1.saved_model.signature_constants
        info = v1.saved_model.utils.build_tensor_info

        def sign(method, tensor, **outputs):
            outputs = {name: info(value) for name, value in outputs.items()}
            return utils.build_signature_def({"inputs": info(tensor)}, outputs, method)

        builder = v1.saved_model.Builder(path)
        builder.add_meta_graph_and_variables(
            session,
            [tf.saved_model.SERVING],
            {
                "serving_default": utils.build_signature_def(
                    {"x": info(x)}, {"y": info(x * a + b)}, methods.PREDICT_METHOD_NAME
                ),
                "regress_x_to_y": sign(methods.REGRESS_METHOD_NAME, examples, outputs=y),
                "regress_x_to_y2": sign(methods.REGRESS_METHOD_NAME, examples, outputs=y2),
                "classify_x_to_y": sign(methods.CLASSIFY_METHOD_NAME, examples, scores=y),
                "classify_names": sign(
                    methods.CLASSIFY_METHOD_NAME, examples, classes=classes, scores=scores
                ),
            },
        )
        builder.save()


def stuck(path):
    """Signatures that never return: one burns a processor, one waits for what never comes."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None], "x")
        endless = tf.while_loop(lambda i: tf.equal(i, i), lambda i: [i + 1.0], [tf.reduce_sum(x)])
        queue = v1.FIFOQueue(1, [tf.float32], [()])
        with tf.control_dependencies([x]):
            waited = queue.dequeue()
        utils = v1.saved_model.signature_def_utils
        sign = lambda y: utils.predict_signature_def({"x": x}, {"y": y})
        builder = v1.saved_model.Builder(path)
        builder.add_meta_graph_and_variables(
            session,
            [tf.saved_model.SERVING],
            {
                "serving_default": sign(x + 1.0),
                "loop": sign(tf.reshape(endless[0], [1])),
                "queue": sign(tf.reshape(waited, [1])),
            },
        )
        builder.save()


MODELS = {
    "keras/1": keras,
    "signatures/1": signatures,
    "strings/1": strings,
    "table/1": table,
    "echo/1": echo,
    "parse/1": parse,
    "versions/1": version(1),
    "versions/2": version(2),
    "half_plus_two/1": half_plus_two,
    "stuck/1": stuck,
}
