/// Experiments from files to files: data read, simulations run on all cores, results written as they come.
package bea.lab;
