package dev.lagrange.springboot;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.ResponseCookie;

/**
 * Has each request of a servlet application begin where the client's last one was, by a {@link
 * SessionFilter}; {@code lagrange.session.enabled=false} turns it off.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({FilterRegistrationBean.class, ResponseCookie.class})
@ConditionalOnBooleanProperty(name = "lagrange.session.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SessionProperties.class)
public class SessionAutoConfiguration {

  /**
   * The filter's place: within those of metrics and character sets, around that of Spring Session
   * ({@code Integer.MIN_VALUE + 50}), which writes to the database while a response is committed,
   * and around Spring Security.
   */
  public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

  /** Made by Spring. */
  public SessionAutoConfiguration() {}

  /** The filter, for requests as they come in; a dispatch for an error or a result is not one. */
  @Bean
  public FilterRegistrationBean<SessionFilter> lagrangeSessionFilter(SessionProperties properties) {
    FilterRegistrationBean<SessionFilter> filter =
        new FilterRegistrationBean<>(new SessionFilter(properties));
    filter.setOrder(ORDER);
    filter.setDispatcherTypes(DispatcherType.REQUEST);
    filter.setAsyncSupported(true);
    return filter;
  }
}
