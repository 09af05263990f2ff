package io.manabi.control.messages;

import org.jspecify.annotations.Nullable;

/**
 * Asks for another policy.
 *
 * @param policy the whole of it
 * @param updateMask which of its fields are meant; null for all
 */
public record SetIamPolicyRequest(@Nullable Policy policy, @Nullable String updateMask) {}
