//! The enumerations of the API, in declaration order, and values that they do not declare.

use super::text::{Symbol, Texts};

/// An enumeration of the API.
pub trait ApiEnum: Copy + Eq + Sized + 'static {
    /// The values in declaration order. The API writes a value's index where it writes numbers.
    const VALUES: &'static [Self];
    /// The name of the enumeration in the API.
    const NAME: &'static str;
    /// The value that stands for all undeclared values.
    const UNKNOWN: Self;

    /// The declared name.
    fn name(self) -> &'static str;

    /// The value with exactly this name.
    fn from_exact_name(name: &[u8]) -> Option<Self>;

    /// The value with this name, in any case.
    fn from_name(name: &str) -> Option<Self> {
        let mut values = Self::VALUES.iter().copied();
        Self::from_exact_name(name.as_bytes())
            .or_else(|| values.find(|value| value.name().eq_ignore_ascii_case(name)))
    }

    /// The value with this index in declaration order.
    fn from_number(number: i64) -> Option<Self> {
        Self::VALUES.get(usize::try_from(number).ok()?).copied()
    }
}

/// A value of an enumeration, or an undeclared value as text.
///
/// The API adds values over time. An undeclared value is shown in the tables as it was written, and every
/// rule treats it as `UNKNOWN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coded<E> {
    /// A declared value.
    Known(E),
    /// An undeclared value, as written.
    Other(Symbol),
}

impl<E: ApiEnum> Coded<E> {
    /// The value that rules use; `UNKNOWN` for an undeclared value.
    pub fn value(self) -> E {
        match self {
            Self::Known(value) => value,
            Self::Other(_) => E::UNKNOWN,
        }
    }

    /// The text that tables show.
    pub fn text(self, texts: &Texts) -> &str {
        match self {
            Self::Known(value) => value.name(),
            Self::Other(symbol) => texts.get(symbol),
        }
    }
}

macro_rules! api_enum {
    ($(#[$doc:meta])* $name:ident: $unknown:ident { $($variant:ident $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names are the API's own; its models say what they mean")]
        pub enum $name { $($variant,)+ }

        impl ApiEnum for $name {
            const VALUES: &'static [Self] = &[$(Self::$variant,)+];
            const NAME: &'static str = stringify!($name);
            const UNKNOWN: Self = Self::$unknown;

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            fn from_exact_name(name: &[u8]) -> Option<Self> {
                $(
                    if name == $text.as_bytes() {
                        return Some(Self::$variant);
                    }
                )+
                None
            }
        }
    };
}

api_enum! {
    /// `SessionChannel`: the channel at creation.
    Channel: Unknown { Unknown "UNKNOWN", Chat "Chat", Av "AV", Phone "Phone", }
}

api_enum! {
    /// `SessionSource`: how the session came to be.
    SessionSource: Unknown {
        Unknown "UNKNOWN", Default "Default", Callback "Callback", Invitation "Invitation",
        ChatInvitation "ChatInvitation", IncomingCall "IncomingCall", OutgoingCall "OutgoingCall",
        Campaign "Campaign", Api "API", Facebook "Facebook", WhatsApp "WhatsApp", Vk "VK",
        Apple "Apple", GenericChannel "GenericChannel",
    }
}

api_enum! {
    /// `SessionStatus`.
    SessionStatus: Unknown {
        Unknown "UNKNOWN", Created "CREATED", InQueue "IN_QUEUE", Waiting "WAITING",
        Active "ACTIVE", Acw "ACW", Bcw "BCW", Closed "CLOSED", Blacklisted "BLACKLISTED",
    }
}

api_enum! {
    /// `GuestLeftSessionInState`: when the guest left.
    GuestLeft: Unknown {
        Unknown "UNKNOWN", LeftQueue "LeftQueue", LeftSession "LeftSession",
        LeftAfterSession "LeftAfterSession", StillConnected "StillConnected",
        LeftBeforeQueue "LeftBeforeQueue",
    }
}

api_enum! {
    /// `DialNumberState`: the result of a call to the guest.
    DialResult: Unknown {
        Unknown "UNKNOWN", Dialing "DIALING", Answered "ANSWERED", Ringing "RINGING",
        Failed "FAILED", NoAnswer "NO_ANSWER", Blacklisted "BLACKLISTED", Rejected "REJECTED",
        InvalidNumber "INVALID_NUMBER", Unreachable "UNREACHABLE",
        CancelledByUser "CANCELLED_BY_USER",
    }
}

api_enum! {
    /// `SessionTerminationReason`: why the session ended.
    TerminationReason: UnknownReason {
        UnknownReason "UnknownReason", GuestLeft "GuestLeft", OperatorLeft "OperatorLeft",
        ChatbotLeft "ChatbotLeft", GuestAbandoned "GuestAbandoned",
        OperatorAbandoned "OperatorAbandoned", ExternalPartyLeft "ExternalPartyLeft",
        CampaignFailedDial "CampaignFailedDial", CampaignTerminated "CampaignTerminated",
        CallForwardedToExternalPhone "CallForwardedToExternalPhone",
        OperatorWithoutExtension "OperatorWithoutExtension",
        ForwardToExternalPhoneFailed "ForwardToExternalPhoneFailed",
        FailedRouting "FailedRouting", ExternalSessionExpired "ExternalSessionExpired",
        SessionApiCall "SessionApiCall", SingleUseSession "SingleUseSession",
    }
}

api_enum! {
    /// `RoutingTimelineActivityType`: the kind of a routing event.
    RoutingActivity: Unknown {
        Unknown "UNKNOWN", RoutingRequestCreated "RoutingRequestCreated",
        EnteredGroupQueue "EnteredGroupQueue", GroupQueueTimeoutExpired "GroupQueueTimeoutExpired",
        LeftGroupQueue "LeftGroupQueue", AssignedToOperator "AssignedToOperator",
        OperatorTimeoutExpired "OperatorTimeoutExpired", AcceptedByOperator "AcceptedByOperator",
        ForwardedToGroup "ForwardedToGroup", ForwardedToUser "ForwardedToUser",
        ForwardedToPhone "ForwardedToPhone", RoutingEnded "RoutingEnded",
        InvitedGroup "InvitedGroup", InvitedUser "InvitedUser",
    }
}

api_enum! {
    /// `CampaignMode`.
    CampaignMode: Unknown {
        Unknown "UNKNOWN", Preview "Preview", Predictive "Predictive", Automated "Automated",
    }
}

api_enum! {
    /// The scale of a guest's feedback.
    FeedbackScale: Unknown { Unknown "UNKNOWN", Likert "Likert", Nps "NPS", }
}

api_enum! {
    /// `SessionRecordingType`: the recorded party.
    RecordingType: Unknown {
        Unknown "UNKNOWN", Other "Other", Operator "Operator", Guest "Guest",
        AllParticipants "AllParticipants", ScreenSharing "ScreenSharing",
    }
}

api_enum! {
    /// `ClientType`: the party behind an activity in a session.
    ClientType: Unknown { Unknown "UNKNOWN", User "User", Guest "Guest", Chatbot "Chatbot", }
}

api_enum! {
    /// `SessionActivityType`: the kinds of entries in a session's trail.
    SessionActivity: Unknown {
        Unknown "UNKNOWN", ChatMessage "ChatMessage", SharedFile "SharedFile",
        SharedScreen "SharedScreen", PhotoRequest "PhotoRequest",
        CobrowsingStarted "CobrowsingStarted", CobrowsingStoppedByGuest "CobrowsingStoppedByGuest",
        ScreenSharingFailedByGuest "ScreenSharingFailedByGuest",
        FileUploadFailed "FileUploadFailed", HeroCard "HeroCard",
        HeroCardSubmission "HeroCardSubmission", ChatbotMessage "ChatbotMessage",
        CallScript "CallScript", CallScriptSubmission "CallScriptSubmission",
        WelcomeMessage "WelcomeMessage", LastFarewellMessage "LastFarewellMessage",
        PreviewUrl "PreviewUrl", Location "Location", HeroCardQuickReply "HeroCardQuickReply",
        LocationRequest "LocationRequest", ExternalMessage "ExternalMessage", OnHold "OnHold",
        ResumeGuest "ResumeGuest", AvRequest "AvRequest", AvResponse "AvResponse",
        AvGetMediaResult "AvGetMediaResult", AvTerminated "AvTerminated", ChatToMail "ChatToMail",
        AutoActivity "AutoActivity",
        ChatbotHeroCardSubmission "ChatbotHeroCardSubmission",
        AutoActivityAsOperator "AutoActivityAsOperator", NotifyOperator "NotifyOperator",
        UpgradeToFull "UpgradeToFull", SessionEnded "SessionEnded",
        SessionForwarded "SessionForwarded", OperatorInvited "OperatorInvited",
        OperatorInviteCanceled "OperatorInviteCanceled",
        OperatorInviteRejected "OperatorInviteRejected", OperatorKicked "OperatorKicked",
        Handoff "Handoff", Joined "Joined", Left "Left",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_in_any_case_and_numbers_in_declaration_order() {
        assert_eq!(Channel::from_name("pHONE"), Some(Channel::Phone));
        assert_eq!(Channel::from_number(3), Some(Channel::Phone));
        assert_eq!(Channel::from_number(4), None);
        assert_eq!(Channel::from_number(-1), None);
        assert_eq!(Channel::from_name("Fax"), None);
        assert_eq!(
            SessionActivity::from_number(33),
            Some(SessionActivity::SessionEnded)
        );
        assert_eq!(GuestLeft::from_number(1), Some(GuestLeft::LeftQueue));
    }
}
