/**
 * Real servers for tests, without docker: each runs as a child process of the test and ends with
 * it.
 */
package dev.mirrorwatch.testservers;
