/// Deriving and asserting from Java, without the command line. Start at [bea.api.Bea].
package bea.api;
