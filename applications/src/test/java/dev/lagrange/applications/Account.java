package dev.lagrange.applications;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Formula;

/** An entity with a version, and children that are loaded when somebody looks at them. */
@Entity
class Account {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "account")
  @SequenceGenerator(name = "account", sequenceName = "account_ids", allocationSize = 10)
  long id;

  @Version int version;
  int balance;

  @Formula(Register.NODE)
  String node;

  @OneToMany(mappedBy = "account")
  List<Entry> entries = new ArrayList<>();

  Account() {}

  /** What was booked, for the lazy side. */
  @Entity
  static class Entry {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "entry")
    @SequenceGenerator(name = "entry", sequenceName = "entry_ids", allocationSize = 10)
    long id;

    @ManyToOne Account account;

    Entry() {}

    Entry(Account account) {
      this.account = account;
    }
  }
}
