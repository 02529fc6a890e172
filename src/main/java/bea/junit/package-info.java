/// A folder of `.bea` files as JUnit 5 tests. Start at [bea.junit.BeaClaims].
package bea.junit;
