package dev.lagrange.driver;

import dev.lagrange.driver.node.PlainDataSource;
import org.jspecify.annotations.Nullable;

/**
 * The options as bean properties, for containers and pools that set them one by one. Each takes the
 * text that the URL would have, wins over the URL, and is checked when the data source opens; null
 * takes it back. What is no option of Lagrange's, such as {@code sslmode}, goes into the URL.
 */
public abstract sealed class DataSourceProperties extends PlainDataSource
    permits ClusterDataSource {

  DataSourceProperties() {}

  abstract void set(String key, @Nullable String value);

  abstract @Nullable String get(String key);

  /** The database user; null if it was not set. */
  public final @Nullable String getUser() {
    return get("user");
  }

  /** Sets the database user. */
  public final void setUser(@Nullable String value) {
    set("user", value);
  }

  /** The user's password; null if it was not set. */
  public final @Nullable String getPassword() {
    return get("password");
  }

  /** Sets the user's password. */
  public final void setPassword(@Nullable String value) {
    set("password", value);
  }

  /** The option {@code consistency}; null if it was not set. */
  public final @Nullable String getConsistency() {
    return get("consistency");
  }

  /** Sets the option {@code consistency}. */
  public final void setConsistency(@Nullable String value) {
    set("consistency", value);
  }

  /** The option {@code policy}; null if it was not set. */
  public final @Nullable String getPolicy() {
    return get("policy");
  }

  /** Sets the option {@code policy}. */
  public final void setPolicy(@Nullable String value) {
    set("policy", value);
  }

  /** The option {@code sessionScope}; null if it was not set. */
  public final @Nullable String getSessionScope() {
    return get("sessionScope");
  }

  /** Sets the option {@code sessionScope}. */
  public final void setSessionScope(@Nullable String value) {
    set("sessionScope", value);
  }

  /** The option {@code routing}; null if it was not set. */
  public final @Nullable String getRouting() {
    return get("routing");
  }

  /** Sets the option {@code routing}. */
  public final void setRouting(@Nullable String value) {
    set("routing", value);
  }

  /** The option {@code replicaWait}; null if it was not set. */
  public final @Nullable String getReplicaWait() {
    return get("replicaWait");
  }

  /** Sets the option {@code replicaWait}. */
  public final void setReplicaWait(@Nullable String value) {
    set("replicaWait", value);
  }

  /** The option {@code fallback}; null if it was not set. */
  public final @Nullable String getFallback() {
    return get("fallback");
  }

  /** Sets the option {@code fallback}. */
  public final void setFallback(@Nullable String value) {
    set("fallback", value);
  }

  /** The option {@code standIn}; null if it was not set. */
  public final @Nullable String getStandIn() {
    return get("standIn");
  }

  /** Sets the option {@code standIn}. */
  public final void setStandIn(@Nullable String value) {
    set("standIn", value);
  }

  /** The option {@code strongReads}; null if it was not set. */
  public final @Nullable String getStrongReads() {
    return get("strongReads");
  }

  /** Sets the option {@code strongReads}. */
  public final void setStrongReads(@Nullable String value) {
    set("strongReads", value);
  }

  /** The option {@code strongFencing}; null if it was not set. */
  public final @Nullable String getStrongFencing() {
    return get("strongFencing");
  }

  /** Sets the option {@code strongFencing}. */
  public final void setStrongFencing(@Nullable String value) {
    set("strongFencing", value);
  }

  /** The option {@code maxLag}; null if it was not set. */
  public final @Nullable String getMaxLag() {
    return get("maxLag");
  }

  /** Sets the option {@code maxLag}. */
  public final void setMaxLag(@Nullable String value) {
    set("maxLag", value);
  }

  /** The option {@code selector}; null if it was not set. */
  public final @Nullable String getSelector() {
    return get("selector");
  }

  /** Sets the option {@code selector}. */
  public final void setSelector(@Nullable String value) {
    set("selector", value);
  }

  /** The option {@code patroni}; null if it was not set. */
  public final @Nullable String getPatroni() {
    return get("patroni");
  }

  /** Sets the option {@code patroni}. */
  public final void setPatroni(@Nullable String value) {
    set("patroni", value);
  }

  /** The option {@code standbyAddress}; null if it was not set. */
  public final @Nullable String getStandbyAddress() {
    return get("standbyAddress");
  }

  /** Sets the option {@code standbyAddress}. */
  public final void setStandbyAddress(@Nullable String value) {
    set("standbyAddress", value);
  }

  /** The option {@code monitorUser}; null if it was not set. */
  public final @Nullable String getMonitorUser() {
    return get("monitorUser");
  }

  /** Sets the option {@code monitorUser}. */
  public final void setMonitorUser(@Nullable String value) {
    set("monitorUser", value);
  }

  /** The option {@code monitorPassword}; null if it was not set. */
  public final @Nullable String getMonitorPassword() {
    return get("monitorPassword");
  }

  /** Sets the option {@code monitorPassword}. */
  public final void setMonitorPassword(@Nullable String value) {
    set("monitorPassword", value);
  }

  /** The option {@code probeInterval}; null if it was not set. */
  public final @Nullable String getProbeInterval() {
    return get("probeInterval");
  }

  /** Sets the option {@code probeInterval}. */
  public final void setProbeInterval(@Nullable String value) {
    set("probeInterval", value);
  }

  /** The option {@code probeTimeout}; null if it was not set. */
  public final @Nullable String getProbeTimeout() {
    return get("probeTimeout");
  }

  /** Sets the option {@code probeTimeout}. */
  public final void setProbeTimeout(@Nullable String value) {
    set("probeTimeout", value);
  }

  /** The option {@code maxPoolSize}; null if it was not set. */
  public final @Nullable String getMaxPoolSize() {
    return get("maxPoolSize");
  }

  /** Sets the option {@code maxPoolSize}. */
  public final void setMaxPoolSize(@Nullable String value) {
    set("maxPoolSize", value);
  }

  /** The option {@code connectionTimeout}; null if it was not set. */
  public final @Nullable String getConnectionTimeout() {
    return get("connectionTimeout");
  }

  /** Sets the option {@code connectionTimeout}. */
  public final void setConnectionTimeout(@Nullable String value) {
    set("connectionTimeout", value);
  }

  /** The option {@code failoverTimeout}; null if it was not set. */
  public final @Nullable String getFailoverTimeout() {
    return get("failoverTimeout");
  }

  /** Sets the option {@code failoverTimeout}. */
  public final void setFailoverTimeout(@Nullable String value) {
    set("failoverTimeout", value);
  }

  /** The option {@code tokenKey}; null if it was not set. */
  public final @Nullable String getTokenKey() {
    return get("tokenKey");
  }

  /** Sets the option {@code tokenKey}. */
  public final void setTokenKey(@Nullable String value) {
    set("tokenKey", value);
  }

  /** The option {@code tokenStore}; null if it was not set. */
  public final @Nullable String getTokenStore() {
    return get("tokenStore");
  }

  /** Sets the option {@code tokenStore}. */
  public final void setTokenStore(@Nullable String value) {
    set("tokenStore", value);
  }

  /** The option {@code tokenStoreExpiry}; null if it was not set. */
  public final @Nullable String getTokenStoreExpiry() {
    return get("tokenStoreExpiry");
  }

  /** Sets the option {@code tokenStoreExpiry}. */
  public final void setTokenStoreExpiry(@Nullable String value) {
    set("tokenStoreExpiry", value);
  }

  /** The option {@code tokenStoreTimeout}; null if it was not set. */
  public final @Nullable String getTokenStoreTimeout() {
    return get("tokenStoreTimeout");
  }

  /** Sets the option {@code tokenStoreTimeout}. */
  public final void setTokenStoreTimeout(@Nullable String value) {
    set("tokenStoreTimeout", value);
  }

  /** The option {@code tokenStoreDown}; null if it was not set. */
  public final @Nullable String getTokenStoreDown() {
    return get("tokenStoreDown");
  }

  /** Sets the option {@code tokenStoreDown}. */
  public final void setTokenStoreDown(@Nullable String value) {
    set("tokenStoreDown", value);
  }

  /** The option {@code statementCache}; null if it was not set. */
  public final @Nullable String getStatementCache() {
    return get("statementCache");
  }

  /** Sets the option {@code statementCache}. */
  public final void setStatementCache(@Nullable String value) {
    set("statementCache", value);
  }

  /** The option {@code catalogRefresh}; null if it was not set. */
  public final @Nullable String getCatalogRefresh() {
    return get("catalogRefresh");
  }

  /** Sets the option {@code catalogRefresh}. */
  public final void setCatalogRefresh(@Nullable String value) {
    set("catalogRefresh", value);
  }

  /** The option {@code userFunctions}; null if it was not set. */
  public final @Nullable String getUserFunctions() {
    return get("userFunctions");
  }

  /** Sets the option {@code userFunctions}. */
  public final void setUserFunctions(@Nullable String value) {
    set("userFunctions", value);
  }

  /** The option {@code unseenState}; null if it was not set. */
  public final @Nullable String getUnseenState() {
    return get("unseenState");
  }

  /** Sets the option {@code unseenState}. */
  public final void setUnseenState(@Nullable String value) {
    set("unseenState", value);
  }

  /** The option {@code weakWrites}; null if it was not set. */
  public final @Nullable String getWeakWrites() {
    return get("weakWrites");
  }

  /** Sets the option {@code weakWrites}. */
  public final void setWeakWrites(@Nullable String value) {
    set("weakWrites", value);
  }

  /** The option {@code weakWriteQueue}; null if it was not set. */
  public final @Nullable String getWeakWriteQueue() {
    return get("weakWriteQueue");
  }

  /** Sets the option {@code weakWriteQueue}. */
  public final void setWeakWriteQueue(@Nullable String value) {
    set("weakWriteQueue", value);
  }
}
