package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.testbed.Await;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Two clustered schedulers of Quartz on one store, in a cluster of which one replica stands still.
 * They lock rows in transactions, so that all they do is on the primary, at any level.
 */
final class QuartzIT {

  private static final int JOBS = 20;
  private static final String NAME = "jobs";
  private static final Map<String, AtomicInteger> FIRED = new ConcurrentHashMap<>();
  private static final Set<String> INSTANCES = ConcurrentHashMap.newKeySet();

  /** Each scheduler has one thread, so that two jobs that meet run in both. */
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  @Test
  void eachJobFiresOnceInOneOfTwoSchedulers() throws Exception {
    try (LaggingCluster cluster = new LaggingCluster()) {
      createTables(cluster);
      Scheduler one = scheduler(cluster, "one");
      Scheduler other = scheduler(cluster, "other");
      try {
        one.start();
        other.start();
        for (int job = 0; job < JOBS; job++) {
          // What one scheduler has stored, the other finds in the store.
          (job % 2 == 0 ? one : other)
              .scheduleJob(
                  JobBuilder.newJob(Meeting.class).withIdentity("job-" + job).build(),
                  TriggerBuilder.newTrigger().startNow().build());
        }
        Await.until("all jobs", Await.PATIENCE, () -> FIRED.size() == JOBS);
        Await.until(
            "the store to be empty",
            Await.PATIENCE,
            () -> one.getJobGroupNames().isEmpty() && other.getJobGroupNames().isEmpty());
      } finally {
        one.shutdown(true);
        other.shutdown(true);
      }
    }

    assertThat(FIRED.values()).extracting(AtomicInteger::get).containsOnly(1);
    assertThat(INSTANCES).containsExactlyInAnyOrder("one", "other");
    System.out.printf("Quartz at eventual: %d jobs by two schedulers, each once%n", JOBS);
  }

  private static void createTables(LaggingCluster cluster) throws Exception {
    try (HikariDataSource pool = cluster.pool("eventual");
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        InputStream script =
            StdSchedulerFactory.class.getResourceAsStream("jdbcjobstore/tables_postgres.sql")) {
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      cluster.holdOneReplicaBack(() -> FreshTables.seen(pool, FreshTables.NO_TABLE));
    }
  }

  private static Scheduler scheduler(LaggingCluster cluster, String instance)
      throws SchedulerException {
    Properties properties = new Properties();
    properties.put("org.quartz.scheduler.instanceName", NAME);
    properties.put("org.quartz.scheduler.instanceId", instance);
    properties.put("org.quartz.scheduler.idleWaitTime", "1000");
    properties.put("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.put("org.quartz.threadPool.threadCount", "1");
    properties.put("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.put(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    properties.put("org.quartz.jobStore.isClustered", "true");
    properties.put("org.quartz.jobStore.clusterCheckinInterval", "1000");
    properties.put("org.quartz.jobStore.dataSource", "store");
    properties.put("org.quartz.dataSource.store.provider", "hikaricp");
    properties.put("org.quartz.dataSource.store.driver", "dev.lagrange.driver.LagrangeDriver");
    properties.put("org.quartz.dataSource.store.URL", cluster.url("eventual"));
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    // One process has one scheduler of a name, and hands it out again, unless it is forgotten.
    SchedulerRepository.getInstance().remove(NAME);
    return scheduler;
  }

  /** A job that is done once one of the other scheduler runs too. */
  public static final class Meeting implements Job {

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      FIRED
          .computeIfAbsent(context.getJobDetail().getKey().getName(), job -> new AtomicInteger())
          .incrementAndGet();
      try {
        INSTANCES.add(context.getScheduler().getSchedulerInstanceId());
        BOTH.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new JobExecutionException(e);
      }
    }
  }
}
