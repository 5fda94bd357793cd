package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import java.util.concurrent.CompletableFuture;

/** Finds proofs about the primary, each of which serves all who wait for it. Thread-safe. */
public interface ProofSource extends AutoCloseable {

  /** The first proof begun after a time; it fails if there is none. Does not block. */
  CompletableFuture<Proof> after(long time);

  /** A node is not the primary any more: no use in waiting for what it will never prove. */
  void abandon(NodeId node);

  /** Proves nothing any more. Does not block. */
  @Override
  void close();
}
