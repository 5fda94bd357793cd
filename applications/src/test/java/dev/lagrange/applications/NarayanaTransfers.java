package dev.lagrange.applications;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.TransactionManager;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import dev.lagrange.driver.LagrangeXADataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;

/**
 * An application that moves money between two clusters under Narayana, in a JVM of its own that can
 * be told to die in between, and another that cleans up behind it.
 *
 * <p>Arguments: where the manager keeps its log, the URLs of the two clusters, and one of {@code
 * transfer}, {@code recover}, or the call of {@link XAResource} at which it dies: {@code prepare},
 * once the second branch is prepared but before the manager decides; {@code commit}, once it has
 * decided.
 */
public final class NarayanaTransfers {

  static final int AMOUNT = 30;

  private static final String NODE = "teller";

  private NarayanaTransfers() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    configure(arguments[0]);
    try (LagrangeXADataSource from = new LagrangeXADataSource(arguments[1], Map.of());
        LagrangeXADataSource to = new LagrangeXADataSource(arguments[2], Map.of())) {
      if (arguments[3].equals("recover")) {
        recover(from, to);
      } else {
        transfer(from, to, arguments[3]);
      }
    }
  }

  private static void configure(String directory) throws CoreEnvironmentBeanException {
    BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(directory);
    for (String store : new String[] {"communicationStore", "stateStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreDir(directory);
    }
    arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(NODE);
    arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
    recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryBackoffPeriod(1);
    recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryListener(false);
    jtaPropertyManager.getJTAEnvironmentBean().setXaRecoveryNodes(List.of(NODE));
    jtaPropertyManager.getJTAEnvironmentBean().setOrphanSafetyInterval(1);
    jtaPropertyManager
        .getJTAEnvironmentBean()
        .setXaResourceOrphanFilters(
            List.of(
                new JTATransactionLogXAResourceOrphanFilter(),
                new JTANodeNameXAResourceOrphanFilter()));
  }

  private static void transfer(LagrangeXADataSource from, LagrangeXADataSource to, String dieAt)
      throws Exception {
    jakarta.transaction.TransactionManager manager = TransactionManager.transactionManager();
    XAConnection source = from.getXAConnection();
    XAConnection target = to.getXAConnection();
    manager.begin();
    manager.getTransaction().enlistResource(source.getXAResource());
    manager.getTransaction().enlistResource(new DyingBranch(target.getXAResource(), dieAt));
    add(source, -AMOUNT);
    add(target, AMOUNT);
    manager.commit();
    source.close();
    target.close();
  }

  private static void add(XAConnection connection, int amount) throws SQLException {
    try (Connection handle = connection.getConnection();
        Statement statement = handle.createStatement()) {
      statement.executeUpdate("UPDATE account SET balance = balance + " + amount);
    }
  }

  private static void recover(LagrangeXADataSource from, LagrangeXADataSource to)
      throws SQLException, InterruptedException {
    RecoveryManager.delayRecoveryManagerThread();
    RecoveryManager manager = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
    manager.removeAllModules(false);
    XARecoveryModule branches = new XARecoveryModule();
    XAConnection source = from.getXAConnection();
    XAConnection target = to.getXAConnection();
    branches.addXAResourceRecoveryHelper(helper(source));
    branches.addXAResourceRecoveryHelper(helper(target));
    manager.addModule(new AtomicActionRecoveryModule());
    manager.addModule(branches);
    // an orphan has to be seen by two passes
    manager.scan();
    manager.scan();
    manager.scan();
    manager.terminate();
    source.close();
    target.close();
  }

  private static XAResourceRecoveryHelper helper(XAConnection connection) {
    return new XAResourceRecoveryHelper() {
      @Override
      public boolean initialise(String properties) {
        return true;
      }

      @Override
      public XAResource[] getXAResources() throws SQLException {
        return new XAResource[] {connection.getXAResource()};
      }
    };
  }
}
