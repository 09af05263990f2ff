"""What TensorFlow's own tools make of a job directory: job directory, data folder, cases (JSON)."""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from tensorboard.backend.event_processing import plugin_event_multiplexer
from tensorboard.plugins.hparams import metadata, metrics
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.framework import convert_to_constants

job, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
cases = json.loads(pathlib.Path(sys.argv[3]).read_text())
export = str(next((job / "export").iterdir()))
pixels = np.array(cases["pixels"], np.float32)
wanted = np.array(cases["scores"], np.float32)
names = cases["variables"]
step = cases["step"]


def same(what, found, tolerance=1e-6):
    np.testing.assert_allclose(np.ravel(found), np.ravel(wanted), tolerance, 1e-7, err_msg=what)
    print("equal:", what)


def saved_model():
    model = saved_model_pb2.SavedModel()
    model_bytes = (pathlib.Path(export) / "saved_model.pb").read_bytes()
    model.ParseFromString(model_bytes)
    graph = model.meta_graphs[0]
    assert graph.meta_info_def.tensorflow_version.startswith("2."), graph.meta_info_def
    for node in graph.graph_def.node:
        if node.op == "VarHandleOp":
            assert node.name == node.attr["shared_name"].s.decode(), node
    fingerprint = tf.saved_model.experimental.read_fingerprint(export)
    own = tf.raw_ops.Fingerprint(
        data=tf.constant([list(model_bytes)], tf.uint8),
        method="farmhash64")
    assert fingerprint.saved_model_checksum == int.from_bytes(own.numpy().tobytes(), "little")


def loader_of_tf1():
    with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], export)
        variables = tf.compat.v1.global_variables()
        assert sorted(v.op.name for v in variables) == names, variables
        signature = meta.signature_def["serving_default"]
        scores = signature.outputs["scores"].name
        feed = {signature.inputs["pixels"].name: pixels}
        same("loader of TensorFlow 1", session.run(scores, feed))
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.saved_model.load(session, ["serve"], export)
        frozen = tf.compat.v1.graph_util.convert_variables_to_constants(
            session, graph.as_graph_def(), [scores.split(":")[0]])
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.import_graph_def(frozen, name="")
        same("frozen by TensorFlow 1", session.run(scores, feed))


def loader_of_tf2():
    model = tf.saved_model.load(export)
    function = model.signatures["serving_default"]
    assert sorted(v.name.split(":")[0] for v in model.variables) == names, model.variables
    same("loader of TensorFlow 2", function(pixels=tf.constant(pixels))["scores"])
    frozen = convert_to_constants.convert_variables_to_constants_v2(function)
    assert not [n for n in frozen.graph.as_graph_def().node if n.op == "VarHandleOp"]
    same("frozen by TensorFlow 2", frozen(tf.constant(pixels))[0])
    # A default of one row beside a column of several, as TensorFlow Serving feeds it.
    raw = model.signatures["raw"]
    missing = raw(**{"pixels": tf.constant(pixels), "scale": tf.constant([1.0])})["scores"]
    same("a default for all rows", missing)


def lite():
    converter = tf.lite.TFLiteConverter.from_saved_model(
        export, signature_keys=["serving_default"])
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    runner = interpreter.get_signature_runner("serving_default")
    same("TFLite", [runner(pixels=row[None])["scores"] for row in pixels], 1e-5)


def checkpoint():
    prefix = tf.train.latest_checkpoint(str(job))
    assert prefix.endswith(f"model.ckpt-{step}"), prefix
    reader = tf.train.load_checkpoint(prefix)
    assert reader.get_tensor("global_step") == step
    assert set(names) <= set(reader.get_variable_to_shape_map())


def records():
    files = sorted(str(file) for file in data.glob("train-*"))
    dataset = tf.data.TFRecordDataset(files).map(
        lambda record: tf.io.parse_single_example(
            record, {"pixels": tf.io.FixedLenFeature([64], tf.float32)}))
    assert len(list(dataset)) == cases["records"]


def events():
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(job)).Reload()
    found = 0
    for run in multiplexer.Runs():
        tags = multiplexer.PluginRunToTagToContent("hparams").get(run, {})
        if metadata.EXPERIMENT_TAG in tags:
            experiment = metadata.parse_experiment_plugin_data(tags[metadata.EXPERIMENT_TAG])
            for info in experiment.metric_infos:
                where = metrics.run_tag_from_session_and_metric(run, info.name)
                tensors = multiplexer.Tensors(*where)
                assert tensors[-1].step == step, (where, tensors)
                found += 1
    assert found == cases["metrics"], found


for check in saved_model, loader_of_tf1, loader_of_tf2, lite, checkpoint, records, events:
    check()
    print("done:", check.__name__)
