package dev.lagrange.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * Spring Boot with Spring Data JPA and its own pool, configured by properties, on a cluster of
 * which one replica stands still.
 */
class SpringBootIT extends ReadBack {

  private static final int KEY = 1;

  @Override
  void create() {
    try (ConfigurableApplicationContext context = application("eventual", "create")) {
      // A key of zero means new.
      Account saved = context.getBean(Accounts.class).save(new Account());
      assertThat(saved.id).isEqualTo(KEY);
    }
  }

  @Override
  Tally readBack(String consistency) throws Exception {
    try (ConfigurableApplicationContext context = application(consistency, "none")) {
      return cluster.readBack(
          "Spring Boot at " + consistency,
          context.getBean(HikariDataSource.class),
          context.getBean(Register.class));
    }
  }

  private ConfigurableApplicationContext application(String consistency, String schema) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .properties(
            "spring.datasource.url=" + cluster.url(consistency),
            // Boot knows the drivers of some URLs; this is not one of them.
            "spring.datasource.driver-class-name=dev.lagrange.driver.LagrangeDriver",
            "spring.datasource.hikari.maximum-pool-size=4",
            "spring.jpa.hibernate.ddl-auto=" + schema,
            "spring.main.banner-mode=off",
            "spring.main.log-startup-info=false")
        .run();
  }

  /** The application. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableJpaRepositories(considerNestedRepositories = true)
  @Import(AccountRegister.class)
  static class Application {}

  /** What Spring Data makes of it: reads are declared read-only. */
  interface Accounts extends JpaRepository<Account, Long> {}

  /** The application's service. */
  static class AccountRegister implements Register {
    private final Accounts accounts;
    private final JdbcClient jdbc;

    AccountRegister(Accounts accounts, JdbcClient jdbc) {
      this.accounts = accounts;
      this.jdbc = jdbc;
    }

    @Override
    @Transactional
    public void write(int value) {
      accounts.findById((long) KEY).orElseThrow().balance = value;
    }

    @Override
    public Seen read() {
      return jdbc.sql("SELECT balance, " + NODE + " FROM account WHERE id = ?")
          .param(KEY)
          .query((row, number) -> new Seen(row.getInt(1), row.getString(2)))
          .single();
    }

    @Override
    @Transactional(readOnly = true)
    public Seen readDeclaredReadOnly() {
      Account account = accounts.findById((long) KEY).orElseThrow();
      return new Seen(account.balance, account.node);
    }
  }
}
