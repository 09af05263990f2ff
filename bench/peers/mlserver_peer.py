"""MLServer with TensorFlow in its own process (parallel_workers=0): no row is sent to a worker."""

import asyncio

import mlserver
from mlserver.codecs import NumpyCodec
from mlserver.settings import ModelParameters
from mlserver.utils import install_uvloop_event_loop

from saved_model import SavedModel, arguments


class Runtime(mlserver.MLModel):
    async def load(self):
        self._model = SavedModel(self.settings.parameters.uri)
        return True

    async def predict(self, payload):
        arrays = {tensor.name: NumpyCodec.decode_input(tensor) for tensor in payload.inputs}
        outputs = self._model(arrays)
        return mlserver.types.InferenceResponse(
            model_name=self.name,
            outputs=[NumpyCodec.encode_output(name, array) for name, array in outputs.items()],
        )


async def serve(rest_port, grpc_port, models):
    settings = mlserver.Settings(
        host="127.0.0.1",
        http_port=rest_port,
        grpc_port=grpc_port,
        # For speed: in one process, and nothing logged, measured or compressed for each request.
        parallel_workers=0,
        debug=False,
        metrics_endpoint=None,
        gzip_enabled=False,
    )
    await mlserver.MLServer(settings).start(
        [
            mlserver.ModelSettings(
                name=name, implementation=Runtime, parameters=ModelParameters(uri=directory)
            )
            for name, directory in models.items()
        ]
    )


if __name__ == "__main__":
    install_uvloop_event_loop()
    asyncio.run(serve(*arguments()))
