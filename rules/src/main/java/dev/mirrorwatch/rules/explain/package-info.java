/**
 * Says in words what was compiled, and what one event makes of it. It asks the compiler for every
 * verdict, so that an explanation cannot differ from what runs.
 */
package dev.mirrorwatch.rules.explain;
