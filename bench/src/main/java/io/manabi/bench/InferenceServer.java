package io.manabi.bench;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A running server that speaks the Open Inference Protocol v2. */
interface InferenceServer {

  /** What reports call it. */
  String name();

  /** Where it is asked over HTTP. */
  InetSocketAddress rest();

  /** Where it is asked over gRPC. */
  InetSocketAddress grpc();

  /** The processor time that it has had, all its processes together. */
  double cpuSeconds() throws IOException;
}
