//! The real tray hosts of Debian, each on its own screen: the icon, its states, its tooltip, its menu, the window, and
//! a host that is restarted. Run by `make prove-tray`. What can't be run is listed with the reason.

mod hosts;
mod picture;
mod scene;

use std::{path::Path, thread, time::Duration};

use missedhook_tests::{LIMIT, prove::form, sway::Sway};

use hosts::{Area, GNOME, Host, LXQT, MATE, Screen, WAYBAR, XFCE};
use picture::{Picture, contrast};
use scene::Scene;

/// Longer than the slowest host takes to draw.
const DRAWN: Duration = Duration::from_secs(2);
/// The screen without its edges, where panels are.
const MIDDLE: Area = (0, 33, 1280, 727);
/// Including the bottom edge, where a tooltip may be drawn.
const BELOW_THE_TOP: Area = (0, 33, 1280, 767);
/// The contrast that WCAG requires of a graphic.
const CLEAR: f64 = 3.0;

impl Host {
    fn prove(&self) {
        if !Path::new(self.program).exists() {
            let Self { name, packages, .. } = self;
            return println!("{name}: NOT RUN: of packages {packages} something is not installed");
        }
        if self.screen == Screen::Sway && !Sway::can_start() {
            return self.done("NOT RUN: packages sway and grim are not installed");
        }
        let mut scene = Scene::set(self);
        let icon = self.icon(&scene);
        self.states(&scene, icon);
        self.tooltip(&scene, icon);
        self.menu(&scene, icon);
        self.window(&scene, icon);
        self.next_host(&mut scene, icon);
    }

    fn done(&self, what: &str) {
        println!("{}: {what}", self.name);
    }

    fn icon(&self, scene: &Scene) -> Area {
        let icon = scene.wait_for("icon", |now| {
            let icon = now.changed(&scene.empty, self.tray)?;
            (icon.2 >= 10 && icon.3 >= 10).then_some(icon)
        });
        let (left, top, width, height) = icon;
        assert!(width <= 80 && height <= 40, "{icon:?}");
        let now = scene.picture();
        let ground = now.pixel(left, top);
        let clear = now.count(icon, |pixel| contrast(pixel, ground) >= CLEAR);
        assert!(clear >= 20, "{clear} pixels stand out from {ground:x?}");
        self.done(&format!(
            "icon {width} × {height}, {clear} pixels of it stand out from {ground:x?}"
        ));
        icon
    }

    fn states(&self, scene: &Scene, icon: Area) {
        let quiet = scene.picture();
        assert!(!is_orange(&quiet, icon));
        scene.fail("/retm/orders");
        let unseen = scene.wait_for("count of errors", |now| {
            is_orange(now, self.tray).then(|| now.clone())
        });
        assert!(unseen.differing(&quiet, icon) > 20);
        let ground = unseen.pixel(icon.0, icon.1);
        let clear = unseen.count(icon, |pixel| contrast(pixel, ground) >= CLEAR);
        assert!(clear >= 20, "{clear} pixels stand out from {ground:x?}");
        scene.item.click("Pause notifications");
        scene.wait_for("pause", |now| {
            (now.differing(&unseen, icon) > 20).then_some(())
        });
        scene.item.click("Pause notifications");
        scene.wait_for("end of the pause", |now| {
            (now.differing(&unseen, icon) == 0).then_some(())
        });
        self.done(&format!(
            "states: quiet, unseen ({clear} pixels stand out from {ground:x?}), paused"
        ));
    }

    fn tooltip(&self, scene: &Scene, icon: Area) {
        if !self.has_tooltip {
            return self.done("tooltip: it shows none");
        }
        let before = scene.picture();
        scene.point_at(icon);
        let (_, _, width, height) = scene.wait_for("tooltip", |now| {
            let tooltip = now.changed(&before, BELOW_THE_TOP)?;
            (tooltip.2 > 60 && tooltip.3 > 10).then_some(tooltip)
        });
        scene.point_away();
        scene.wait_for("end of the tooltip", |now| {
            now.changed(&before, BELOW_THE_TOP).is_none().then_some(())
        });
        self.done(&format!("tooltip {width} × {height}"));
    }

    fn menu(&self, scene: &Scene, icon: Area) {
        let before = scene.picture();
        let menu = |now: &Picture| {
            let menu = now.changed(&before, MIDDLE)?;
            (menu.2 > 80 && menu.3 > 80).then_some(menu)
        };
        scene.point_at(icon);
        scene.press(&["click", "3"]);
        let (_, _, width, height) = scene.wait_for("menu", menu);
        thread::sleep(DRAWN);
        let open = scene.picture();
        scene.fail("/retm/menu");
        scene.item.wait_for_first_line("2 new errors", LIMIT);
        scene.wait_for("changed menu", |now| {
            menu(now)?;
            (now.differing(&open, MIDDLE) > 0).then_some(())
        });
        thread::sleep(DRAWN);
        let is_open = menu(&scene.picture()).is_some();
        assert!(is_open, "a change has closed the menu");
        scene.point_away();
        match self.screen {
            Screen::Own => scene.press(&["key", "Escape"]),
            // The key does not reach a bar in sway.
            _ => scene.press(&["click", "1"]),
        }
        scene.wait_for("end of the menu", |now| {
            now.changed(&before, MIDDLE).is_none().then_some(())
        });
        self.done(&format!("menu {width} × {height}, open through a change"));
    }

    fn window(&self, scene: &Scene, icon: Area) {
        let before = scene.picture();
        let is_window = |now: &Picture| {
            let window = now.changed(&before, MIDDLE)?;
            (window.2 > 400 && window.3 > 300).then_some(())
        };
        let click = ["click", "--repeat", self.clicks, "--delay", "60", "1"];
        scene.point_at(icon);
        scene.press(&click);
        scene.point_away();
        scene.wait_for("window", is_window);
        if self.screen != Screen::Own {
            return self.done("click: the window opens");
        }
        let first = scene.settled();
        let _other = scene.start_another_app();
        let second = scene.settled();
        let behind = second.differing(&first, MIDDLE);
        assert!(behind > 1000, "the other's window is not in front");
        scene.point_at(icon);
        scene.press(&click);
        scene.point_away();
        scene.wait_for("window in front", |now| {
            (now.differing(&first, MIDDLE) < behind / 3).then_some(())
        });
        self.done("click: the window opens, and comes to the front from behind another");
    }

    fn next_host(&self, scene: &mut Scene, icon: Area) {
        let before = scene.settled();
        scene.end_host();
        scene.wait_for("end of the icon", |now| {
            (now.differing(&before, icon) > 20).then_some(())
        });
        scene.start_host(self);
        let (left, top, width, height) = self.tray;
        let panel = (left + width / 2, top + height / 2, 8, 8);
        scene.wait_for("icon in the next host", |now| {
            let is_panel = now.differing(&scene.empty, panel) == 0;
            (is_panel && now.differing(&scene.empty, icon) > 20).then_some(())
        });
        self.done("restarted: the icon is there again");
    }
}

/// Whether the colour of an unseen error is visible.
fn is_orange(picture: &Picture, area: Area) -> bool {
    let near = |a: u8, b: u8| a.abs_diff(b) < 30;
    let is_it = |[r, g, b]: [u8; 3]| near(r, 0xff) && near(g, 0x8b) && near(b, 0x5e);
    picture.count(area, is_it) >= 12
}

fn prove_all(hosts: &[Host]) {
    for host in hosts {
        match form(false, true) {
            true => host.prove(),
            false => println!("{}: NOT RUN: only in make prove-tray", host.name),
        }
    }
}

#[test]
fn those_of_x() {
    prove_all(&[XFCE, LXQT, MATE]);
}

#[test]
fn those_of_wayland() {
    prove_all(&[WAYBAR, GNOME]);
    println!("Plasma: NOT RUN: it is a part of a whole desktop");
}
