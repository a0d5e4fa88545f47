package dev.gust.services.cloudformation.stacks;

/** A value that a stack offers to others. */
public record Export(StackId stack, String name, String value) {}
